/**
 * Configuration: YAML files read into records, with every mistake named by file, line and key.
 *
 * <p>Control code; runs on the main thread while a process starts and never afterwards. The records live with
 * their readers ({@code org.mirach.vswitch}, {@code org.mirach.controller}); this package knows none of them.
 * Neighbours: none of ours. Start reading at {@link org.mirach.conf.ConfigLoader#load}.
 */
package org.mirach.conf;
