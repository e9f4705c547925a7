/**
 * What the tests of real processes stand on: the two switches behind one interface, namespaces, packets as text.
 *
 * <p>Control; runs on the test's thread. Everything started here is ended by {@code close()}, by process id, and every
 * namespace and directory has a name of its own, so that several test runs on one machine do not meet.
 */
package org.mirach.it.harness;
