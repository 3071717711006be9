package io.github.dilm4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** A file system that cannot append, and whose rename refuses a name that is taken. It records what it does. */
class PlainFileSystem extends RawLocalFileSystem {
    private final List<String> done = new ArrayList<>();
    private int left = Integer.MAX_VALUE;

    PlainFileSystem() {
        try {
            initialize(URI.create("file:///"), new Configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every change after these fails, as for a driver that is killed.
     *
     * @param changes renames and deletions
     */
    void killAfter(int changes) {
        left = changes;
    }

    /** Renames and deletions by the last names of the files, since the last call. */
    List<String> done() {
        List<String> all = List.copyOf(done);
        done.clear();
        return all;
    }

    @Override
    public FSDataOutputStream append(Path file, int buffer, Progressable progress) {
        throw new UnsupportedOperationException("append");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        change("rename " + to.getName());
        return !exists(to) && super.rename(from, to);
    }

    @Override
    public boolean delete(Path file, boolean recursive) throws IOException {
        change("delete " + file.getName());
        return super.delete(file, recursive);
    }

    private void change(String what) throws IOException {
        if (left == 0) {
            throw new IOException("killed");
        }
        left--;
        done.add(what);
    }
}
