/**
 * A stage's work as independent pieces, which may be done in any order and on any machine. Entry point: {@link
 * io.github.dilm4j.piece.PieceRunner}. May import {@code base}.
 */
package io.github.dilm4j.piece;
