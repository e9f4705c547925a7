package org.mirach.vswitch.ports.afxdp;

/**
 * Which frames a socket's rings hold, one bit each: when the socket closes they are found here, whatever state the
 * kernel left the rings in.
 *
 * <p><b>Threads:</b> the engine; after it has let go, the thread that closes.
 */
final class FrameSet {
    private final long[] bits;
    private final int frameShift;
    private int count;

    /** @param frameSize bytes, a power of two */
    FrameSet(int frameCount, int frameSize) {
        bits = new long[(frameCount + 63) >>> 6];
        frameShift = Integer.numberOfTrailingZeros(frameSize);
    }

    void add(long offset) {
        int frame = (int) (offset >>> frameShift);
        bits[frame >>> 6] |= 1L << frame;
        count++;
    }

    /** Removes a frame; false where it was not in the set. */
    boolean remove(long offset) {
        int frame = (int) (offset >>> frameShift);
        long bit = 1L << frame;
        if ((bits[frame >>> 6] & bit) == 0) {
            return false;
        }
        bits[frame >>> 6] &= ~bit;
        count--;
        return true;
    }

    int count() {
        return count;
    }

    /** Offsets of all frames, which are no longer in the set. */
    long[] drain() {
        long[] offsets = new long[count];
        int n = 0;
        for (int word = 0; word < bits.length; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                offsets[n++] = (long) (word << 6 | Long.numberOfTrailingZeros(rest)) << frameShift;
            }
            bits[word] = 0;
        }
        count = 0;
        return offsets;
    }
}
