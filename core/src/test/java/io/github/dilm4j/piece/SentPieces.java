package io.github.dilm4j.piece;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Does pieces from the last to the first, with copies of the work as another process receives them. */
public final class SentPieces implements PieceRunner {
    private final List<String> names = new ArrayList<>();

    /** Returns how many pieces were done. */
    public int pieces() {
        return names.size();
    }

    /** Returns the names of the pieces that were done. */
    public List<String> names() {
        return names;
    }

    @Override
    public <P extends Serializable, R extends Serializable> void run(
            Work<P, R> work, List<Piece<P>> all, Watch watch, BiConsumer<Piece<P>, R> commit) {
        for (int i = all.size() - 1; i >= 0; i--) {
            LOCAL.run(received(work), List.of(received(all.get(i))), watch, commit);
            names.add(all.get(i).name());
        }
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // reads what it has written
    private static <T> T received(T object) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
            out.writeObject(object);
            out.flush();
            return (T) new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
