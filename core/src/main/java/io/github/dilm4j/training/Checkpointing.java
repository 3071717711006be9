package io.github.dilm4j.training;

import java.nio.file.Path;
import java.util.function.Consumer;

/** How a loop's progress outlives the process. A loop's state is its step count and what it saves here. */
public interface Checkpointing {
    /** What a loop needs to go on, in files of one folder. */
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

    /** Loads the newest sound checkpoint into {@code state}; returns how many steps are done, 0 without one. */
    long resume(State state);

    /** The loop can be resumed from here; a checkpoint is written if one is due. */
    void reached(long stepsDone, State state);
}
