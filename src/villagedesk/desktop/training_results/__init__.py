"""Pages of what comes of a class: assessment, certificates of courses, courses, and what people did later."""
