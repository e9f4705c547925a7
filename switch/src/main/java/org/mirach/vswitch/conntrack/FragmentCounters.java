package org.mirach.vswitch.conntrack;

/** What became of the fragments of one version of IP. */
final class FragmentCounters {
    long accepted;
    long completed;
    long expired;
    long tooSmall;
    long overlapped;
    long purged;
}
