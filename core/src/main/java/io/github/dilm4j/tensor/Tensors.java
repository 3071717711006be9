package io.github.dilm4j.tensor;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Values between the Java heap and tensors. Every tensor returned belongs to the innermost open scope. */
public final class Tensors {
    private static final double SMALLEST_LENGTH = 1e-12; // as in torch.nn.functional.normalize

    private static final long NORM_BLOCK = 4096;

    private Tensors() {}

    /** float32 of the given shape; the values are copied. */
    public static Tensor of(float[] values, Device device, long... shape) {
        Tensor tensor = torch.empty(shape, options(ScalarType.Float, Device.CPU), null);
        checkSize(tensor, values.length);
        tensor.data_ptr_float().put(values);
        return on(device, tensor);
    }

    /** The rows as a float32 matrix [rows, columns]; the values are copied. */
    public static Tensor ofRows(float[][] rows, Device device) {
        int columns = rows[0].length;
        float[] flat = new float[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * columns, columns);
        }
        return of(flat, device, rows.length, columns);
    }

    /** int64 of the given shape; the values are copied. */
    public static Tensor of(long[] values, Device device, long... shape) {
        Tensor tensor = torch.empty(shape, options(ScalarType.Long, Device.CPU), null);
        checkSize(tensor, values.length);
        tensor.data_ptr_long().put(values);
        return on(device, tensor);
    }

    /** int64 of the given shape; the values are copied. */
    public static Tensor of(int[] values, Device device, long... shape) {
        long[] wide = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return of(wide, device, shape);
    }

    public static Tensor zeros(ScalarType type, Device device, long... shape) {
        return torch.zeros(shape, options(type, device));
    }

    /** All elements in row-major order, as float32. */
    public static float[] floats(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor host = hostCopy(tensor, ScalarType.Float);
            float[] values = new float[Math.toIntExact(host.numel())];
            host.data_ptr_float().get(values);
            return values;
        }
    }

    /** All elements in row-major order, as int32. */
    public static int[] ints(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor host = hostCopy(tensor, ScalarType.Int);
            int[] values = new int[Math.toIntExact(host.numel())];
            host.data_ptr_int().get(values);
            return values;
        }
    }

    /** The rows of a matrix [rows, columns], as float32. */
    public static float[][] rows(Tensor matrix) {
        try (PointerScope scope = new PointerScope()) {
            Tensor host = hostCopy(matrix, ScalarType.Float);
            float[][] rows = new float[Math.toIntExact(host.size(0))][Math.toIntExact(host.size(1))];
            FloatPointer values = host.data_ptr_float();
            FloatBuffer buffer = values.capacity(host.numel()).asBuffer();
            for (float[] row : rows) {
                buffer.get(row);
            }
            return rows;
        }
    }

    /** Detaches a tensor from every open scope; its owner closes it. */
    public static Tensor keep(Tensor tensor) {
        return tensor.retainReference();
    }

    /**
     * Runs work in a scope of its own, which closes all tensors of the work except the result. The result belongs to
     * the scope around it, if there is one. A pass that runs each layer in this way keeps the tensors of one layer at a
     * time, and those that its backward pass needs.
     */
    public static Tensor inScope(Supplier<Tensor> work) {
        PointerScope around = PointerScope.getInnerScope();
        try (PointerScope own = new PointerScope()) {
            Tensor result = work.get();
            if (around == null) {
                return keep(result);
            }
            around.attach(result);
            return result;
        }
    }

    public static TensorOptions options(ScalarType type, Device device) {
        return new TensorOptions(type).device(new org.bytedeco.pytorch.DeviceOptional(device.handle()));
    }

    static Tensor on(Device device, Tensor tensor) {
        return device == Device.CPU ? tensor : tensor.to(device.handle(), tensor.scalar_type());
    }

    private static Tensor hostCopy(Tensor tensor, ScalarType type) {
        return tensor.detach().to(Device.CPU.handle(), type).contiguous();
    }

    private static void checkSize(Tensor tensor, long length) {
        if (tensor.numel() != length) {
            throw new IllegalArgumentException(
                    "the shape has " + tensor.numel() + " elements, the values are " + length);
        }
    }

    /**
     * Euclidean norm of [elements]. Blocks are summed separately: a single float32 sum of many millions of squares
     * loses small ones.
     */
    public static double norm(Tensor values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long blocks = values.numel() / NORM_BLOCK;
            Tensor ofBlocks = values.narrow(0, 0, blocks * NORM_BLOCK)
                    .view(blocks, NORM_BLOCK)
                    .norm(new ScalarOptional(new Scalar(2.0)), 1); // [blocks]
            Tensor ofRest = values.narrow(0, blocks * NORM_BLOCK, values.numel() - blocks * NORM_BLOCK)
                    .norm()
                    .view(1); // [1]
            return wide(torch.cat(new TensorVector(ofBlocks, ofRest), 0)).norm().item_double();
        }
    }

    /** Converts to float64, on the tensor's device or, if that lacks the type (MPS), on the CPU. */
    public static Tensor wide(Tensor values) {
        return (values.is_mps() ? values.cpu() : values).to(ScalarType.Double);
    }

    /** Every row scaled to Euclidean length 1 [n, d]; a row of zeros stays zero. */
    public static Tensor unitRows(Tensor rows) {
        Tensor lengths = rows.mul(rows)
                .sum(new long[] {1}, true, new ScalarTypeOptional())
                .sqrt(); // [n, 1]
        return rows.div(lengths.clamp_min(new Scalar(SMALLEST_LENGTH)));
    }
}
