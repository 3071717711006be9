package io.github.dilm4j.tensor;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A state dict that Python's {@code torch.save} wrote ({@code pytorch_model.bin}): a zip archive of a pickle and the
 * raw storages. No code of the pickle runs, see {@link StateDictPickle}. Its sizes are checked against the archive
 * first.
 */
public final class TorchFile implements WeightFile {
    private static final int LARGEST_PICKLE = 64 << 20;
    private static final int BUFFER = 1 << 16;
    private static final String PICKLE = "/data.pkl";
    private static final Map<String, ScalarType> TYPES = Map.of(
            "DoubleStorage", ScalarType.Double,
            "FloatStorage", ScalarType.Float,
            "HalfStorage", ScalarType.Half,
            "BFloat16Storage", ScalarType.BFloat16,
            "LongStorage", ScalarType.Long,
            "IntStorage", ScalarType.Int,
            "ByteStorage", ScalarType.Byte,
            "CharStorage", ScalarType.Char,
            "BoolStorage", ScalarType.Bool);
    private static final Map<String, Integer> ELEMENT_BYTES = Map.of(
            "DoubleStorage", 8,
            "FloatStorage", 4,
            "HalfStorage", 2,
            "BFloat16Storage", 2,
            "LongStorage", 8,
            "IntStorage", 4,
            "ByteStorage", 1,
            "CharStorage", 1,
            "BoolStorage", 1);

    private final Path file;
    private final ZipFile zip;
    private final String root;
    private final Map<String, StateDictPickle.View> tensors;

    private TorchFile(Path file, ZipFile zip, String root, Map<String, StateDictPickle.View> tensors) {
        this.file = file;
        this.zip = zip;
        this.root = root;
        this.tensors = tensors;
    }

    /**
     * Opens a file and checks its pickle.
     *
     * @throws InputException if the file is missing, damaged, of a format before torch 1.6, or more than a state dict
     */
    public static TorchFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw InputException.at(file, "there is no such file");
        }
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new InputException(
                    file + ": is damaged, cut off, or of the format before torch 1.6 (" + e.getMessage()
                            + "); save the model as safetensors (transformers: model.save_pretrained(folder))",
                    e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be opened (" + IoReason.of(e) + ")", e);
        }
        try {
            return read(file, zip);
        } catch (IOException e) {
            close(zip);
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        } catch (StateDictPickle.RefusedException e) {
            close(zip);
            throw new InputException(
                    file + ": is refused: " + e.getMessage() + "; use a trusted copy of the model as safetensors", e);
        } catch (RuntimeException e) {
            close(zip);
            throw e;
        }
    }

    private static TorchFile read(Path file, ZipFile zip) throws IOException, StateDictPickle.RefusedException {
        String pickle = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .findFirst()
                .orElseThrow(() ->
                        InputException.at(file, "is not a file of torch.save: it holds no data.pkl; check its name"));
        String root = pickle.substring(0, pickle.length() - PICKLE.length());
        ZipEntry order = zip.getEntry(root + "/byteorder");
        if (order != null && !new String(bytes(zip, order, 16), StandardCharsets.UTF_8).equals("little")) {
            throw new StateDictPickle.RefusedException("its numbers are not little-endian");
        }
        Map<String, StateDictPickle.View> tensors =
                StateDictPickle.read(bytes(zip, zip.getEntry(pickle), LARGEST_PICKLE));
        for (Map.Entry<String, StateDictPickle.View> tensor : tensors.entrySet()) {
            check(tensor.getKey(), tensor.getValue().storage(), zip, root);
        }
        return new TorchFile(file, zip, root, tensors);
    }

    private static void check(String name, StateDictPickle.Storage storage, ZipFile zip, String root)
            throws StateDictPickle.RefusedException {
        String where = "tensor '" + name + "'";
        if (!TYPES.containsKey(storage.type())) {
            throw new StateDictPickle.RefusedException(where + " has the unknown type " + storage.type());
        }
        ZipEntry entry = zip.getEntry(root + "/data/" + storage.key());
        if (entry == null) {
            throw new StateDictPickle.RefusedException(
                    where + " lies in storage " + storage.key() + ", which is missing");
        }
        if (entry.getMethod() != ZipEntry.STORED) {
            throw new StateDictPickle.RefusedException(where + " is compressed, which torch does not do");
        }
        if (storage.elements() > entry.getSize()
                || storage.elements() * ELEMENT_BYTES.get(storage.type()) != entry.getSize()) {
            throw new StateDictPickle.RefusedException(where + " claims " + storage.elements() + " elements of "
                    + storage.type() + ", its storage has " + entry.getSize() + " bytes");
        }
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry, int most)
            throws IOException, StateDictPickle.RefusedException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new StateDictPickle.RefusedException(
                        "its " + entry.getName() + " is larger than " + most + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return view(name).shape();
    }

    private StateDictPickle.View view(String name) {
        StateDictPickle.View view = tensors.get(name);
        if (view == null) {
            throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
        }
        return view;
    }

    @Override
    public long elements() {
        return tensors.values().stream()
                .map(StateDictPickle.View::storage)
                .distinct()
                .mapToLong(StateDictPickle.Storage::elements)
                .sum();
    }

    @Override
    public void copyInto(String name, Tensor target) {
        StateDictPickle.View view = view(name);
        if (view.shape().contains(0L)) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor storage = torch.empty(
                    new long[] {view.storage().elements()},
                    Tensors.options(TYPES.get(view.storage().type()), Device.CPU),
                    null);
            readInto(name, view.storage(), storage);
            Tensor source = storage.as_strided(
                    array(view.shape()), array(view.strides()), new LongOptional(view.offset())); // as in the file
            target.copy_(source.reshape(target.sizes()));
        }
    }

    private void readInto(String name, StateDictPickle.Storage storage, Tensor memory) {
        ZipEntry entry = zip.getEntry(root + "/data/" + storage.key());
        try (InputStream in = zip.getInputStream(entry)) {
            BytePointer bytes = new BytePointer(memory.data_ptr());
            byte[] buffer = new byte[BUFFER];
            for (long done = 0; done < entry.getSize(); ) {
                int read = in.read(buffer, 0, (int) Math.min(BUFFER, entry.getSize() - done));
                if (read < 0) {
                    throw new IOException("the file ends too early");
                }
                bytes.position(done).put(buffer, 0, read);
                done += read;
            }
        } catch (IOException e) {
            throw new InputException(file + ": tensor '" + name + "' cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void close() {
        close(zip);
    }

    private static void close(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException nothingWasWritten) {
            return;
        }
    }
}
