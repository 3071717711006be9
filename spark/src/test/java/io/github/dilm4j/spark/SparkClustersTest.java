package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.piece.Clusters;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SparkClustersTest {
    @Test
    void theCommandLineFindsIt() {
        assertThat(ServiceLoader.load(Clusters.class).findFirst()).containsInstanceOf(SparkClusters.class);
    }

    @Test
    void aMasterThatSparkDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> new SparkClusters().connect("loca[2]", "test"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "--spark: 'loca[2]' cannot be used (Could not parse Master URL: 'loca[2]'); give a reachable master"
                                + " in a form that Spark knows, such as local[2], spark://HOST:7077, yarn or k8s://URL");
    }

    @Test
    void aSubmittedRunUsesTheMasterThatItWasSubmittedTo() {
        assertThat(DilmOnSpark.onMaster(new String[] {"run", "sst2.yaml"}, "yarn"))
                .containsExactly("run", "--spark", "yarn", "sst2.yaml");
        assertThat(DilmOnSpark.onMaster(new String[] {"run", "--spark=local", "sst2.yaml"}, "yarn"))
                .containsExactly("run", "--spark=local", "sst2.yaml");
        assertThat(DilmOnSpark.onMaster(new String[] {"report", "runs/sst2"}, "yarn"))
                .containsExactly("report", "runs/sst2");
    }
}
