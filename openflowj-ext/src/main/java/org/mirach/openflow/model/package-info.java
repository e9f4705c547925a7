/**
 * What both ends speak of, independent of the version: matches, actions, instructions, port numbers.
 *
 * <p>Control code, immutable, any thread. Built on {@code field}; carried by {@code message}.
 */
package org.mirach.openflow.model;
