package org.mirach.vswitch.pipeline.meter;

/** Is told of each change of a meter, on the agent thread, before the version that has it is published. */
public interface MeterListener {
    /** A meter is there, or has become another: it measures anew. Its counters are the entry's to fill. */
    void onMeter(MeterEntry meter);

    /** A meter is gone. Cached flows may name it until they are revalidated. */
    void onMeterGone(int meterId);
}
