"""Do what an office does with papers: packets, folders, batches, reports, notices, previews, signatures."""
