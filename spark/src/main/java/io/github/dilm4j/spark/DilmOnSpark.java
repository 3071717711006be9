package io.github.dilm4j.spark;

import io.github.dilm4j.cli.Dilm;
import java.util.ArrayList;
import java.util.List;

/** The program {@code dilm} for {@code spark-submit}: {@code run} uses the master of the submission. */
public final class DilmOnSpark {
    private static final String OPTION = "--spark";

    private DilmOnSpark() {}

    public static void main(String[] args) {
        int code = Dilm.run(onMaster(args, System.getProperty("spark.master", "")));
        if (code != 0) {
            System.exit(code);
        }
    }

    static String[] onMaster(String[] args, String master) {
        List<String> all = new ArrayList<>(List.of(args));
        boolean named = all.stream().anyMatch(word -> word.equals(OPTION) || word.startsWith(OPTION + "="));
        if (!master.isEmpty() && !named && !all.isEmpty() && all.get(0).equals("run")) {
            all.addAll(1, List.of(OPTION, master));
        }
        return all.toArray(String[]::new);
    }
}
