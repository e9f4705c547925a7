package org.mirach.vswitch.conntrack;

/**
 * A zone's limit and the connections that count on it. Immutable.
 *
 * @param zone  0 to 65535
 * @param limit unsigned
 */
public record ZoneLimit(int zone, int limit, int count) {}
