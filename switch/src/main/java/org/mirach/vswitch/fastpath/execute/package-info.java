/**
 * Stage 4: what a cached flow does with its packets. Hot; engine thread. Compiled flows come from {@code
 * slowpath.compile}.
 */
package org.mirach.vswitch.fastpath.execute;
