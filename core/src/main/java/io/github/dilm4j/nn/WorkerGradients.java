package io.github.dilm4j.nn;

import io.github.dilm4j.nn.Parameters.Range;
import io.github.dilm4j.nn.Placement.Place;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradients of workers: each worker has views of the values, with separate gradients. The gradients stay where the
 * backward pass puts them, and {@link #collect} writes their sum in one pass. Adding them to a buffer per worker, and
 * then adding the buffers, would move three times as much memory.
 */
final class WorkerGradients implements AutoCloseable {
    /** A range that no larger one contains: the parameter that covers it, and the parameters within it. */
    private record Root(Range range, List<Integer> parameters) {}

    private final Device device;
    private final List<Place> places;
    private final List<Root> roots;
    private final List<List<Tensor>> workers =
            new ArrayList<>(); // views of every parameter, in the order of the places

    WorkerGradients(Device device, List<Place> places) {
        this.device = device;
        this.places = places;
        roots = roots(places);
    }

    int workers() {
        return workers.size();
    }

    /** @param values [elements], which the worker reads */
    void addWorker(Tensor values) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> views = new ArrayList<>();
            for (Place place : places) {
                Tensor view = Tensors.keep(place.in(values).detach());
                view.set_requires_grad(true);
                views.add(view);
            }
            workers.add(views);
        }
    }

    /** The views of one parameter, by worker. */
    List<Tensor> views(int parameter) {
        return workers.stream().map(worker -> worker.get(parameter)).toList();
    }

    /**
     * Adds the workers' gradients, in the order of the workers, and drops them.
     *
     * @param flat [elements], the sum
     * @param overwrites whether to overwrite {@code flat} instead of adding to it
     */
    void collect(Tensor flat, boolean overwrites) {
        // Workers take ranges from a queue, since ranges differ in cost and are independent.
        AtomicInteger next = new AtomicInteger();
        Workers.withoutGradients(device, workers.size(), part -> {
            for (int i = next.getAndIncrement(); i < roots.size(); i = next.getAndIncrement()) {
                collect(roots.get(i), flat, overwrites);
            }
        });
    }

    private void collect(Root root, Tensor flat, boolean overwrites) {
        int covering = root.parameters().get(0);
        List<Tensor> gradients = gradients(covering);
        Tensor sum = places.get(covering).in(flat);
        int added = overwrites ? begin(sum, gradients) : 0;
        gradients.subList(added, gradients.size()).forEach(sum::add_);
        for (int within : root.parameters().subList(1, root.parameters().size())) {
            gradients(within).forEach(places.get(within).in(flat)::add_);
        }
        for (List<Tensor> views : workers) {
            root.parameters()
                    .forEach(parameter -> views.get(parameter).mutable_grad().put(new Tensor()));
        }
    }

    /** Overwrites the sum with the gradients that one operation can add; returns their number. */
    private static int begin(Tensor sum, List<Tensor> gradients) {
        if (gradients.stream().anyMatch(Tensor::is_sparse) || gradients.isEmpty()) {
            sum.zero_();
            return 0;
        }
        if (gradients.size() == 1) {
            sum.copy_(gradients.get(0));
            return 1;
        }
        torch.add_out(sum, gradients.get(0), gradients.get(1));
        return 2;
    }

    /** The gradients of one parameter, from the workers that have one. */
    private List<Tensor> gradients(int parameter) {
        return views(parameter).stream()
                .map(Tensor::grad)
                .filter(Tensor::defined)
                .toList();
    }

    private static List<Root> roots(List<Place> places) {
        List<Root> roots = new ArrayList<>();
        IntStream.range(0, places.size())
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer i) -> places.get(i).range().begin())
                        .thenComparingLong(i -> -places.get(i).range().length()))
                .forEach(i -> {
                    Root last = roots.isEmpty() ? null : roots.get(roots.size() - 1);
                    if (last != null
                            && places.get(i).range().end() <= last.range().end()) {
                        last.parameters().add(i);
                    } else {
                        roots.add(new Root(places.get(i).range(), new ArrayList<>(List.of(i))));
                    }
                });
        return roots;
    }

    @Override
    public void close() {
        workers.forEach(views -> views.forEach(Tensor::close));
    }
}
