package io.github.dilm4j.data;

/** How the user names the settings of a task, for sentences that say what to change. */
public enum TaskKeys {
    /** Keys of a config. */
    CONFIG("task.textFields", "task.labelField", "task.labels", "task.metric"),
    /** Options of a command. */
    OPTIONS("--text", "--label", "--labels", "--metric");

    private final String textFields;
    private final String labelField;
    private final String labels;
    private final String metric;

    TaskKeys(String textFields, String labelField, String labels, String metric) {
        this.textFields = textFields;
        this.labelField = labelField;
        this.labels = labels;
        this.metric = metric;
    }

    String textFields() {
        return textFields;
    }

    String labelField() {
        return labelField;
    }

    String labels() {
        return labels;
    }

    String metric() {
        return metric;
    }
}
