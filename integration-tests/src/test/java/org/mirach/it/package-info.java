/**
 * Tests of the whole: real processes, real network namespaces, the real tools of Open vSwitch.
 *
 * <p>Control; on the test's thread. Neighbours: {@code harness} starts and ends what is tested.
 */
package org.mirach.it;
