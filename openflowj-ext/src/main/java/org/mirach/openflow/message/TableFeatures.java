package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Bytes;

/**
 * What one table can do (OpenFlow 1.3.5, 7.3.5.5).
 *
 * @param properties in wire order: type (OFPTFPT_*) and what follows the length, padding left off
 */
public record TableFeatures(
        int tableId,
        String name,
        long metadataMatch,
        long metadataWrite,
        int config,
        long maxEntries,
        List<Property> properties) {
    public TableFeatures {
        properties = List.copyOf(properties);
    }

    /** One property: a list of ids, still in wire form. */
    public record Property(int type, Bytes body) {}
}
