package org.mirach.vswitch.pipeline;

import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.pipeline.table.Vacancy;

/** Is told, on the agent thread, when the free room of a table crosses a threshold that a table_mod set. */
public interface TableListener {
    /** @param event {@link Vacancy#DOWN} or {@link Vacancy#UP}: the reason on the wire */
    void onVacancy(FlowTable table, int event);
}
