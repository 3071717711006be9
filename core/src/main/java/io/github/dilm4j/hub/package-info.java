/**
 * Models and data sets by their Hugging Face ids, through the cache that Python's {@code huggingface_hub} uses too.
 * Entry points: {@link io.github.dilm4j.hub.Hub}, {@link io.github.dilm4j.hub.ModelLocations} for what may be a folder
 * or an id, and {@link io.github.dilm4j.hub.Push} for uploads. May import {@code base}.
 */
package io.github.dilm4j.hub;
