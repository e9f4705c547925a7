/**
 * {@code mirach doctor}: what this machine offers, each line ok, warn or fail, with the mend.
 *
 * <p>Control code; one command, one thread. Neighbours: {@code org.mirach.cli}. What XDP can do is asked of a process of
 * its own, for this tool has no native code. Start reading at {@link org.mirach.cli.doctor.DoctorCommand}.
 */
package org.mirach.cli.doctor;
