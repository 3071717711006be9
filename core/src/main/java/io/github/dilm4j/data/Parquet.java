package io.github.dilm4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Parquet files, read column by column and one row group at a time. Where Hugging Face {@code datasets} wrote the file,
 * its footer names the classes of a label column.
 */
final class Parquet {
    private static final String HUGGING_FACE_KEY = "huggingface";

    private final Path file;

    private final ParquetFileReader reader;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // strict, unlike the library's

    private Parquet(Path file, ParquetFileReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** See {@link FileFormat#header}. */
    static Header header(Path file) {
        try (ParquetFileReader reader = open(file)) {
            return header(file, reader);
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    private static Header header(Path file, ParquetFileReader reader) {
        List<Type> fields = reader.getFileMetaData().getSchema().getFields();
        return Header.ofParquet(file, fields.stream().map(Type::getName).toList());
    }

    /** See {@link FileFormat#read}. */
    static void read(Path file, WantedFields wanted, RowSink sink) {
        try (ParquetFileReader reader = open(file)) {
            new Parquet(file, reader).rows(wanted, sink);
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    /** See {@link FileFormat#classNames}. */
    static List<String> classNames(Path file, String column) {
        try (ParquetFileReader reader = open(file)) {
            Map<String, String> footer = reader.getFileMetaData().getKeyValueMetaData();
            JsonNode names = new ObjectMapper()
                    .readTree(footer.getOrDefault(HUGGING_FACE_KEY, "{}"))
                    .path("info")
                    .path("features")
                    .path(column)
                    .path("names");
            List<String> found = new ArrayList<>();
            names.forEach(name -> found.add(name.asText()));
            return found;
        } catch (JsonProcessingException otherUseOfTheKey) {
            return List.of();
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    private static ParquetFileReader open(Path file) throws IOException {
        TextLines.requireContent(file);
        try {
            return ParquetFileReader.open(
                    new LocalInputFile(file),
                    ParquetReadOptions.builder(new PlainParquetConfiguration())
                            .withCodecFactory(new ParquetCompression())
                            .build());
        } catch (IOException e) {
            if (e.getCause() == null || e.getCause() instanceof IOException) {
                throw e;
            }
            throw damaged(file, e); // its last part does not decode
        } catch (RuntimeException e) { // the library throws several types
            throw new InputException(
                    file + ": is not a Parquet file or is cut off; copy or download the file again", e);
        }
    }

    private void rows(WantedFields wanted, RowSink sink) {
        MessageType schema = reader.getFileMetaData().getSchema();
        List<Type> columns = new ArrayList<>();
        for (int position : wanted.positions(header(file, reader))) {
            columns.add(schema.getType(position));
            requireKind(columns.get(columns.size() - 1), wanted.isLabel(columns.size() - 1));
        }
        if (reader.getRecordCount() == 0) {
            throw InputException.at(file, "has columns but no rows; give a file with examples");
        }
        requireReadable(wanted.names());
        MessageType projection = new MessageType(schema.getName(), columns);
        reader.setRequestedSchema(projection);
        MessageColumnIO columnIo = new ColumnIOFactory().getColumnIO(projection, schema);
        long row = 0;
        for (PageReadStore group = nextGroup(); group != null; group = nextGroup()) {
            PageReadStore pages = group;
            RecordReader<Group> records =
                    decoded(() -> columnIo.getRecordReader(pages, new GroupRecordConverter(projection)));
            for (long i = 0; i < group.getRowCount(); i++) {
                row++;
                sink.row(row, values(decoded(records::read), wanted, row));
            }
        }
    }

    private void requireKind(Type column, boolean isLabel) {
        if (isString(column) || (isLabel && isNumber(column))) {
            return;
        }
        throw InputException.at(
                file,
                "column " + Shown.quoted(column.getName())
                        + (isLabel
                                ? " holds neither strings nor numbers; name a column of labels"
                                : " does not hold strings; name a column of texts"));
    }

    private void requireReadable(List<String> columns) {
        for (BlockMetaData group : reader.getRowGroups()) {
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                CompressionCodecName codec = chunk.getCodec();
                if (columns.contains(chunk.getPath().toArray()[0]) && !ParquetCompression.isKnown(codec)) {
                    throw InputException.at(
                            file,
                            "is compressed with " + codec.name().toLowerCase(Locale.ROOT)
                                    + ", which cannot be read; rewrite the file with zstd or snappy");
                }
            }
        }
    }

    private static boolean isString(Type type) {
        return isSingle(type, PrimitiveTypeName.BINARY)
                && LogicalTypeAnnotation.stringType().equals(type.getLogicalTypeAnnotation());
    }

    /** Whether the column holds plain whole numbers, and not dates or decimals, which are stored as such. */
    private static boolean isNumber(Type type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        boolean whole = isSingle(type, PrimitiveTypeName.INT32) || isSingle(type, PrimitiveTypeName.INT64);
        return (whole && (meaning == null || meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation))
                || isFloat(type)
                || isSingle(type, PrimitiveTypeName.BOOLEAN);
    }

    private static boolean isFloat(Type type) {
        return isSingle(type, PrimitiveTypeName.FLOAT) || isSingle(type, PrimitiveTypeName.DOUBLE);
    }

    private static boolean isSingle(Type type, PrimitiveTypeName kind) {
        return type.isPrimitive()
                && !type.isRepetition(Type.Repetition.REPEATED)
                && type.asPrimitiveType().getPrimitiveTypeName() == kind;
    }

    private PageReadStore nextGroup() {
        try {
            return reader.readNextRowGroup();
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        }
    }

    private <T> T decoded(Supplier<T> part) {
        try {
            return part.get();
        } catch (RuntimeException e) {
            throw damaged(file, e);
        }
    }

    private static InputException damaged(Path file, Exception cause) {
        return new InputException(file + ": the Parquet data is damaged; copy or download the file again", cause);
    }

    private String[] values(Group group, WantedFields wanted, long row) {
        String[] values = new String[wanted.size()];
        for (int i = 0; i < values.length; i++) {
            if (group.getFieldRepetitionCount(i) == 0) {
                throw without(wanted.name(i), "null", row);
            }
            values[i] = isString(group.getType().getType(i))
                    ? text(group.getBinary(i, 0), wanted.name(i), row)
                    : group.getValueToString(i, 0);
            if (isFloat(group.getType().getType(i)) && !Double.isFinite(Double.parseDouble(values[i]))) {
                throw without(wanted.name(i), values[i], row);
            }
        }
        return values;
    }

    private InputException without(String column, String value, long row) {
        return InputException.at(
                file + ":" + row, "column " + Shown.quoted(column) + " is " + value + "; fill it or remove the row");
    }

    private String text(Binary bytes, String column, long row) {
        try {
            return utf8.decode(bytes.toByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new InputException(
                    file + ":" + row + ": column " + Shown.quoted(column)
                            + " is not UTF-8 text; write the file's strings as UTF-8, or remove the row",
                    e);
        }
    }
}
