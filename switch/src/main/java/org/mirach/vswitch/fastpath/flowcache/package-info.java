/**
 * Stage 3: key words to dense flow index. {@link org.mirach.vswitch.fastpath.flowcache.FlowCache} is the stage; {@link
 * org.mirach.vswitch.fastpath.flowcache.MaskTable} holds the flows of one mask. Hot; engine thread: other threads
 * change it through the engine's inbox.
 */
package org.mirach.vswitch.fastpath.flowcache;
