/**
 * What every other package may use: errors meant for people, named random streams, strict JSON and safe file writing.
 * May import no other package.
 */
package io.github.dilm4j.base;
