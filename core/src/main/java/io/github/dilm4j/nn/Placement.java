package io.github.dilm4j.nn;

import io.github.dilm4j.nn.Parameters.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The places of a model's parameters in a flat buffer. Parameters that decay come first, so that each optimizer group
 * is one range.
 */
final class Placement {
    static final long ALIGNMENT = 16; // elements: 64 bytes, a cache line

    /** One parameter and its range of the flat buffers. */
    record Place(Parameter parameter, Range range) {
        /** The parameter's part of a flat buffer, in its shape. */
        Tensor in(Tensor flat) {
            return flat.narrow(0, range.begin(), range.length()).view(parameter.shape());
        }
    }

    private final Map<String, Place> byName = new LinkedHashMap<>();
    private final List<Place> all = new ArrayList<>();
    private final long decayingElements;
    private long elements;

    /** @param joined each with the parameters that it is made of */
    Placement(Collection<Parameter> declared, Map<Parameter, List<Parameter>> joined) {
        declared.stream().filter(parameter -> parameter.kind().decays()).forEach(this::append);
        decayingElements = elements;
        declared.stream().filter(parameter -> !parameter.kind().decays()).forEach(this::append);
        declared.forEach(parameter -> all.add(byName.get(parameter.name())));
        joined.forEach((whole, parts) -> all.add(new Place(whole, range(whole, parts))));
    }

    /** The declared parameters in their order, then the joined ones, which are ranges of them. */
    List<Place> all() {
        return all;
    }

    /** The place of a declared parameter. */
    Place get(String name) {
        return byName.get(name);
    }

    /** The size of the flat buffer. */
    long elements() {
        return elements;
    }

    /** The number of leading elements that decay; the others do not. */
    long decayingElements() {
        return decayingElements;
    }

    private void append(Parameter parameter) {
        long end = elements + parameter.elements();
        byName.put(parameter.name(), new Place(parameter, new Range(elements, end)));
        elements = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private Range range(Parameter whole, List<Parameter> parts) {
        Range range = byName.get(parts.get(0).name()).range();
        for (Parameter next : parts.subList(1, parts.size())) {
            Range following = byName.get(next.name()).range();
            if (following.begin() != range.end()) {
                throw new IllegalStateException("'" + next.name() + "' does not lie where '" + whole.name()
                        + "' needs it: declare what is joined one after the other");
            }
            range = new Range(range.begin(), following.end());
        }
        return range;
    }
}
