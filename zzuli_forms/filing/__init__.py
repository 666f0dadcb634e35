"""Office work with papers: packets, folders, batches, reports, notices, previews, signatures."""
