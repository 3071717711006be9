package io.github.dilm4j.api;

/** A text with the name of its label. */
public record LabelledText(String text, String label) {}
