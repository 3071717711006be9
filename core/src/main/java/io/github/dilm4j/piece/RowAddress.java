package io.github.dilm4j.piece;

import java.util.regex.Pattern;

/**
 * The addresses of labelled rows that a cluster reads: a path in a file system of the cluster ({@code s3a://…}, {@code
 * hdfs://…}, {@code file:/…}), or a query, after {@code sql:}.
 */
public final class RowAddress {
    private static final String SQL = "sql:";
    private static final Pattern PATH = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*"); // C:/ is a drive

    private RowAddress() {}

    /** Whether the name of a data file is an address; those of the hub ({@code hf://…}) are not. */
    public static boolean is(String name) {
        return isQuery(name) || (isPath(name) && !name.startsWith("hf:"));
    }

    /** Whether it is a path with a scheme. */
    public static boolean isPath(String name) {
        return PATH.matcher(name).matches();
    }

    public static boolean isQuery(String address) {
        return address.startsWith(SQL);
    }

    /** The query of an address that is one. */
    public static String query(String address) {
        return address.substring(SQL.length()).strip();
    }
}
