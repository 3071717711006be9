package io.github.dilm4j.spark;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag$;

/** Objects as bytes of Java's serialisation, whatever {@code spark.serializer} is, because records need it. */
final class Sent {
    private Sent() {}

    static byte[] bytes(Object sent) {
        ByteBuffer buffer = serializer().serialize(sent, ClassTag$.MODULE$.Any());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the sender and the reader are in this package
    static <T> T read(byte[] bytes) {
        return (T) serializer()
                .deserialize(
                        ByteBuffer.wrap(bytes),
                        Thread.currentThread().getContextClassLoader(),
                        ClassTag$.MODULE$.Any());
    }

    private static SerializerInstance serializer() {
        return SparkEnv.get().closureSerializer().newInstance();
    }
}
