package io.github.dilm4j.tensor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the pickle of a state dict without running any code of it. It accepts only the operations that torch writes for
 * dictionaries of tensors, and only the names of tensors, storages and dictionaries.
 */
final class StateDictPickle {
    /** @param type torch's name of the storage's class, such as {@code FloatStorage} */
    record Storage(String type, String key, long elements) {}

    /** A view of a storage; offset and strides in elements. */
    record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

    /** The reason for refusing the pickle. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private record Global(String name) {}

    private enum Special {
        MARK,
        NONE
    }

    private static final String DICTIONARY = "collections.OrderedDict";
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final Set<String> FUNCTIONS = Set.of(DICTIONARY, TENSOR, PARAMETER);
    private static final int LARGEST_RANK = 16;

    private final ByteBuffer in;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private StateDictPickle(byte[] pickle) {
        in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The tensors by name, in the pickle's order. */
    static Map<String, View> read(byte[] pickle) throws RefusedException {
        Object value;
        try {
            value = new StateDictPickle(pickle).value();
        } catch (BufferUnderflowException e) {
            throw refused("its pickle is cut off", e);
        } catch (ClassCastException | ArithmeticException e) {
            throw refused("its pickle is damaged", e);
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new RefusedException("it holds no state dict");
        }
        Map<String, View> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getValue() instanceof View view)) {
                throw new RefusedException("its entry '" + entry.getKey() + "' is not a tensor");
            }
            tensors.put((String) entry.getKey(), view);
        }
        return tensors;
    }

    private static RefusedException refused(String problem, Exception cause) {
        RefusedException refused = new RefusedException(problem);
        refused.initCause(cause);
        return refused;
    }

    private Object value() throws RefusedException {
        while (true) {
            int operation = in.get() & 0xff;
            if (operation == '.') {
                return pop();
            }
            step(operation);
        }
    }

    private void step(int operation) throws RefusedException {
        switch (operation) {
            case 0x80 -> in.get(); // protocol
            case 0x95 -> in.getLong(); // frame
            case '}' -> stack.push(new LinkedHashMap<String, Object>());
            case ']' -> stack.push(new ArrayList<>());
            case ')' -> stack.push(List.of());
            case '(' -> stack.push(Special.MARK);
            case 'N' -> stack.push(Special.NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'J' -> stack.push((long) in.getInt());
            case 'K' -> stack.push((long) (in.get() & 0xff));
            case 'M' -> stack.push((long) (in.getShort() & 0xffff));
            case 0x8a -> stack.push(longInteger(in.get() & 0xff));
            case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
            case 'X' -> stack.push(text(in.getInt()));
            case 0x8c -> stack.push(text(in.get() & 0xff));
            case 'q' -> memo.put(in.get() & 0xff, top());
            case 'r' -> memo.put(in.getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.push(known(in.get() & 0xff));
            case 'j' -> stack.push(known(in.getInt()));
            case 0x85 -> stack.push(popped(1));
            case 0x86 -> stack.push(popped(2));
            case 0x87 -> stack.push(popped(3));
            case 't' -> stack.push(toMark());
            case 'a' -> append(popped(1));
            case 'e' -> append(toMark());
            case 's' -> put(popped(2));
            case 'u' -> put(toMark());
            case 'c' -> stack.push(global(line() + "." + line()));
            case 0x93 -> {
                List<Object> names = popped(2); // as text: printing cyclic lists would not end
                stack.push(global((String) names.get(0) + "." + (String) names.get(1)));
            }
            case 'Q' -> stack.push(storage((List<?>) pop()));
            case 'R' -> {
                List<?> arguments = (List<?>) pop();
                stack.push(called(((Global) pop()).name(), arguments));
            }
            case 'b' -> {
                pop(); // attributes of a dictionary: versions of modules
                if (!(top() instanceof Map<?, ?>)) {
                    throw new RefusedException("its pickle changes something that is not a dictionary");
                }
            }
            default ->
                throw new RefusedException(String.format(
                        Locale.ROOT, "its pickle has the operation 0x%02x, which no state dict needs", operation));
        }
    }

    private static Global global(String name) throws RefusedException {
        if (!FUNCTIONS.contains(name) && !name.matches("torch\\.[A-Za-z0-9]+Storage")) {
            throw new RefusedException("its pickle names '" + name.replaceAll("[^\\x20-\\x7e]", "?")
                    + "', which no state dict needs and which is not run");
        }
        return new Global(name);
    }

    private static Object called(String function, List<?> arguments) throws RefusedException {
        if (function.equals(DICTIONARY) && arguments.isEmpty()) {
            return new LinkedHashMap<String, Object>();
        }
        if (function.equals(PARAMETER) && !arguments.isEmpty()) {
            return (View) arguments.get(0);
        }
        if (function.equals(TENSOR) && arguments.size() >= 4) {
            return view(
                    (Storage) arguments.get(0),
                    (Long) arguments.get(1),
                    numbers((List<?>) arguments.get(2)),
                    numbers((List<?>) arguments.get(3)));
        }
        throw new RefusedException("its pickle calls " + function + " with " + arguments.size() + " arguments");
    }

    private static View view(Storage storage, long offset, List<Long> shape, List<Long> strides)
            throws RefusedException {
        if (shape.size() > LARGEST_RANK) {
            throw new RefusedException("a tensor has " + shape.size() + " dimensions, more than " + LARGEST_RANK);
        }
        boolean sound = offset >= 0 && shape.size() == strides.size();
        boolean empty = shape.contains(0L);
        long last = offset;
        for (int i = 0; sound && i < shape.size(); i++) {
            sound = shape.get(i) >= 0 && strides.get(i) >= 0;
            if (sound && !empty) {
                last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
            }
        }
        if (!sound || (!empty && last >= storage.elements())) {
            throw new RefusedException("a tensor of shape " + shape + " reaches beyond its storage of "
                    + storage.elements() + " elements");
        }
        return new View(storage, offset, shape, strides);
    }

    private static Storage storage(List<?> id) throws RefusedException {
        if (id.size() != 5 || !"storage".equals(id.get(0)) || (Long) id.get(4) < 0) {
            throw new RefusedException("its pickle refers to something that is not a storage object");
        }
        String type = ((Global) id.get(1)).name();
        if (FUNCTIONS.contains(type) || !((String) id.get(2)).matches("[0-9]{1,9}")) {
            throw new RefusedException("its pickle refers to something that is not a storage object");
        }
        return new Storage(type.substring("torch.".length()), (String) id.get(2), (Long) id.get(4));
    }

    private static List<Long> numbers(List<?> values) {
        return values.stream().map(Long.class::cast).toList();
    }

    private long longInteger(int bytes) throws RefusedException {
        if (bytes > Long.BYTES) {
            throw new RefusedException("its pickle has a number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            long part = i == bytes - 1 ? in.get() : in.get() & 0xff; // the last byte has the sign
            value |= part << (8 * i);
        }
        return value;
    }

    private String text(int bytes) throws RefusedException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new RefusedException("its pickle is cut off");
        }
        byte[] text = new byte[bytes];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int c = in.get(); c != '\n'; c = in.get()) {
            line.append((char) (c & 0xff));
        }
        return line.toString();
    }

    private Object pop() throws RefusedException {
        Object top = top();
        stack.pop();
        return top;
    }

    private Object top() throws RefusedException {
        if (stack.isEmpty()) {
            throw new RefusedException("its pickle is damaged");
        }
        return stack.peek();
    }

    private Object known(int place) throws RefusedException {
        Object value = memo.get(place);
        if (value == null) {
            throw new RefusedException("its pickle is damaged");
        }
        return value;
    }

    private List<Object> popped(int count) throws RefusedException {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(0, pop());
        }
        return values;
    }

    private List<Object> toMark() throws RefusedException {
        List<Object> values = new ArrayList<>();
        for (Object value = pop(); value != Special.MARK; value = pop()) {
            values.add(value);
        }
        java.util.Collections.reverse(values);
        return values;
    }

    private void append(List<Object> values) throws RefusedException {
        if (!(top() instanceof ArrayList<?>)) {
            throw new RefusedException("its pickle is damaged");
        }
        @SuppressWarnings("unchecked") // all lists here are of objects
        List<Object> list = (List<Object>) top();
        list.addAll(values);
    }

    private void put(List<Object> pairs) throws RefusedException {
        if (!(top() instanceof Map<?, ?>) || pairs.size() % 2 != 0) {
            throw new RefusedException("its pickle is damaged");
        }
        @SuppressWarnings("unchecked") // all dictionaries here are of these types
        Map<String, Object> map = (Map<String, Object>) top();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (!(pairs.get(i) instanceof String key)) {
                throw new RefusedException("it holds a key that is not text");
            }
            map.put(key, pairs.get(i + 1));
        }
    }
}
