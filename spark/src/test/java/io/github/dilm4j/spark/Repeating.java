package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Returns as many sevens as a piece says. */
record Repeating() implements Work<Integer, byte[]>, Workbench<Integer, byte[]> {
    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Repeating open(UnaryOperator<Path> located) {
        return this;
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public List<byte[]> apply(List<Integer> counts) {
        byte[] sevens = new byte[counts.get(0)];
        Arrays.fill(sevens, (byte) 7);
        return List.of(sevens);
    }

    @Override
    public void close() {}
}
