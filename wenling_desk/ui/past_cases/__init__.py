"""Lists of other systems, looked at row by row before anything is taken over; first of all 旧件导入."""
