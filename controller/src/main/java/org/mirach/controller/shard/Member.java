package org.mirach.controller.shard;

import java.util.List;

/**
 * One controller of the cluster, as it tells the others. Immutable.
 *
 * @param restAddress {@code host:port}
 * @param openflowAddress endpoints that switches can dial, after a comma each
 * @param masterOf datapath ids of the switches that accepted it as their master, 16 hexadecimal digits each
 */
public record Member(String nodeId, String restAddress, String openflowAddress, List<String> masterOf) {
    public Member {
        masterOf = List.copyOf(masterOf);
    }
}
