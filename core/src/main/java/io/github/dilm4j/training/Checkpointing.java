package io.github.dilm4j.training;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Saves and restores a loop's progress: its step count and its state. */
public interface Checkpointing {
    /** The state that a loop needs to resume, in files of one folder. */
    interface State {
        void save(Path folder);

        void load(Path folder);

        /** A state of one file of this name. */
        static State of(String file, Consumer<Path> save, Consumer<Path> load) {
            return new State() {
                @Override
                public void save(Path folder) {
                    save.accept(folder.resolve(file));
                }

                @Override
                public void load(Path folder) {
                    load.accept(folder.resolve(file));
                }
            };
        }
    }

    Checkpointing NONE = new Checkpointing() {
        @Override
        public long resume(State state) {
            return 0;
        }

        @Override
        public void reached(long stepsDone, State state) {}
    };

    /**
     * Loads the newest intact checkpoint into {@code state}; returns the number of finished steps, 0 without a
     * checkpoint.
     */
    long resume(State state);

    /** Tells that the loop can be resumed from here; writes a checkpoint if one is due. */
    void reached(long stepsDone, State state);
}
