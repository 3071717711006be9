package io.github.dilm4j.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The compressions of Parquet pages, in plain Java. The library's own need Hadoop and unpack native libraries. */
final class ParquetCompression implements CompressionCodecFactory {
    /** Decompresses a whole page. */
    @FunctionalInterface
    private interface Page {
        byte[] decompressed(byte[] page, int size) throws IOException;
    }

    private record PageDecompressor(Page pages) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int size) throws IOException {
            return BytesInput.from(pages.decompressed(page.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer page, int compressedSize, ByteBuffer output, int size) throws IOException {
            byte[] compressed = new byte[compressedSize];
            page.get(compressed);
            output.put(pages.decompressed(compressed, size));
        }

        @Override
        public void release() {}
    }

    /** Whether pages of this compression can be read. */
    static boolean isKnown(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> true;
            default -> false;
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new PageDecompressor(
                switch (codec) {
                    case UNCOMPRESSED -> (page, size) -> page;
                    case GZIP -> ParquetCompression::gunzipped;
                    case SNAPPY -> by(new SnappyDecompressor());
                    case ZSTD -> by(new ZstdDecompressor());
                    case LZ4_RAW -> by(new Lz4Decompressor());
                    default -> throw new UnsupportedOperationException("compression " + codec);
                });
    }

    private static Page by(Decompressor decompressor) {
        return (page, size) -> {
            byte[] output = new byte[size];
            try {
                return whole(output, decompressor.decompress(page, 0, page.length, output, 0, size));
            } catch (MalformedInputException e) {
                throw new IOException(e);
            }
        };
    }

    private static byte[] gunzipped(byte[] page, int size) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
            byte[] output = new byte[size];
            return whole(output, in.readNBytes(output, 0, size));
        }
    }

    private static byte[] whole(byte[] output, int written) throws IOException {
        if (written != output.length) {
            throw new IOException("a page has " + written + " bytes in place of " + output.length);
        }
        return output;
    }

    /** @throws UnsupportedOperationException always: Parquet files are only read */
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Parquet files are only read");
    }

    @Override
    public void release() {}
}
