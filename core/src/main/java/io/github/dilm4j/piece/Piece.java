package io.github.dilm4j.piece;

import java.io.Serializable;

/**
 * An independent part of a stage's work. Its result depends on its input and its {@link Work} alone.
 *
 * @param name unique among the pieces of a run, for messages
 */
public record Piece<P extends Serializable>(String name, P input) implements Serializable {}
