package org.mirach.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. Immutable. */
public final class Version implements IVersionProvider {
    /** The version in the jar's manifest; {@code development} when run from class files. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"mirach " + text() + " (Java " + Runtime.version() + ")"};
    }
}
