/**
 * Words for who may call what: {@link org.mirach.vswitch.concurrent.RunsOn} and {@link
 * org.mirach.vswitch.concurrent.Role}. Neither hot nor control: annotations only, in class files for build tests.
 */
package org.mirach.vswitch.concurrent;
