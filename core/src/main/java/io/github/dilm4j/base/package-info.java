/**
 * What every other package may use: errors meant for people, named random streams, strict JSON and safe file writing.
 * Imports nothing else of the project.
 */
package io.github.dilm4j.base;
