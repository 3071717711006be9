/**
 * What every other package may use: errors meant for people, named random streams, strict JSON, safe file writing, and
 * the plain enums that configs and models share. May import no other package.
 */
package io.github.dilm4j.base;
