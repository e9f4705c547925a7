/**
 * The one table of OpenFlow fields, and values of up to 128 bits.
 *
 * <p>Control code, immutable, any thread. Depends on nothing; {@code model}, {@code codec} and {@code text} derive
 * from it.
 */
package org.mirach.openflow.field;
