/**
 * The C side, one class per header: functions with their C names, structs as offsets, checked when the class loads.
 *
 * <p>Hot and control: the calls that an engine makes ({@code sendto}, {@code recvfrom}, {@code poll}, {@code recvmmsg},
 * {@code sendmmsg}) take every buffer, the errno buffer included, from the caller and allocate nothing.
 *
 * <p>Every call returns what C returns, or {@code -errno} where C returns -1; nothing here throws for an errno.
 *
 * <p>Only {@code org.mirach.xdp} and {@code org.mirach.xdp.probe} may use this package.
 */
package org.mirach.xdp.ffi;
