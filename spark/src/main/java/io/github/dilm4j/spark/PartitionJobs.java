package io.github.dilm4j.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Jobs on some partitions of a data set. */
final class PartitionJobs {
    private PartitionJobs() {}

    /** A function on a partition, which is sent to an executor. */
    interface PartitionFunction<T, U> extends Serializable {
        /** @param partition its number */
        U apply(int partition, Iterator<T> elements);
    }

    /**
     * Runs a function on partitions and returns when all are done.
     *
     * @param result receives the function's result and the number of its partition; one call at a time
     */
    static <T, U> void run(
            JavaRDD<T> data, IntStream partitions, PartitionFunction<T, U> function, ObjIntConsumer<U> result) {
        int[] chosen = partitions.toArray();
        try {
            data.context()
                    .runJob(
                            data.rdd(),
                            new Task<>(function),
                            CollectionConverters.asScala(Arrays.stream(chosen)
                                            .mapToObj(partition -> (Object) partition)
                                            .toList())
                                    .toSeq(),
                            (number, of) -> {
                                result.accept(of, chosen[(Integer) number]);
                                return BoxedUnit.UNIT;
                            },
                            ClassTag$.MODULE$.apply(Object.class));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // Scala throws undeclared exceptions
            throw SparkFailures.gaveUp(e, "fix the cause and start again");
        }
    }

    private static final class Task<T, U> extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, U>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final PartitionFunction<T, U> function;

        Task(PartitionFunction<T, U> function) {
            this.function = function;
        }

        @Override
        public U apply(TaskContext context, scala.collection.Iterator<T> partition) {
            return function.apply(context.partitionId(), CollectionConverters.asJava(partition));
        }
    }
}
