package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.RunEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransfersTest {
    private final List<String> told = new ArrayList<>();

    private void tell(RunEvent event) {
        RunEvent.Progress progress = (RunEvent.Progress) event;
        told.add(progress.stage() + " " + progress.step() + "/" + progress.totalSteps());
    }

    @Test
    void aLargeFileIsToldOfOnceAMegabyte() {
        Progress downloads = Transfers.fetching(this::tell);
        for (long done = 65_536; done < 2_500_000; done += 65_536) {
            downloads.transferred("model.safetensors", done, 2_500_000);
        }
        downloads.transferred("model.safetensors", 2_500_000, 2_500_000);
        downloads.transferred("config.json", 700, 700);
        downloads.transferred("train.parquet", 3_000_000, 3_000_000); // completed from an earlier attempt
        assertThat(told)
                .containsExactly(
                        "fetching model.safetensors, MB 0/2",
                        "fetching model.safetensors, MB 1/2",
                        "fetching model.safetensors, MB 2/2",
                        "fetching train.parquet, MB 3/3");
        told.clear();
        Transfers.sending(this::tell).transferred("model.safetensors", 1_000_000, 2_500_000);
        assertThat(told).containsExactly("sending model.safetensors, MB 1/2");
    }
}
