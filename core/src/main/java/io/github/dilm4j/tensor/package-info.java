/**
 * The tensor engine (libtorch through JavaCPP): where it runs, how values get in and out, and safetensors files. Entry
 * points: {@link io.github.dilm4j.tensor.Engine}, {@link io.github.dilm4j.tensor.Tensors}. May import {@code base} and
 * the engine.
 *
 * <p>Every tensor is made inside a {@code PointerScope}; a tensor that outlives the scope it was made in is
 * {@linkplain io.github.dilm4j.tensor.Tensors#keep kept} by its owner.
 */
package io.github.dilm4j.tensor;
