package io.github.dilm4j.tensor;

import io.github.dilm4j.base.InputException;
import java.util.Locale;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** The device of tensors. */
public enum Device {
    CPU(DeviceType.CPU),
    CUDA(DeviceType.CUDA),
    MPS(DeviceType.MPS);

    static {
        EngineLibraries.use(); // no tensor is created without a device
    }

    private final DeviceType type;

    Device(DeviceType type) {
        this.type = type;
    }

    /**
     * The device of that name; for {@code auto} CUDA if available, else the CPU.
     *
     * @throws InputException if the name is unknown or this build or machine has no such device
     */
    public static Device named(String name) {
        boolean cuda = torch.hasCUDA() && torch.cuda_is_available();
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> cuda ? CUDA : CPU;
            case "cpu" -> CPU;
            case "cuda" ->
                require(
                        CUDA,
                        cuda,
                        "the device 'cuda' is not available here; use 'cpu', or build with -Pcuda on a machine with an"
                                + " NVIDIA GPU and its driver");
            case "mps" -> require(MPS, torch.hasMPS(), "the device 'mps' needs an Apple GPU; use 'cpu'");
            default -> throw new InputException("the device '" + name + "' is not one of [auto, cpu, cuda, mps]");
        };
    }

    private static Device require(Device device, boolean available, String otherwise) {
        if (!available) {
            throw new InputException(otherwise);
        }
        return device;
    }

    /** The bytes of the device's own memory; empty for the CPU, or if it is unknown. */
    public OptionalLong memory() {
        if (this == CPU) {
            return OptionalLong.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            return OptionalLong.of(torch.getMemoryInfo((byte) 0).second()); // free and total
        } catch (RuntimeException notTold) {
            return OptionalLong.empty();
        }
    }

    DeviceType type() {
        return type;
    }

    org.bytedeco.pytorch.Device handle() {
        return new org.bytedeco.pytorch.Device(type);
    }
}
