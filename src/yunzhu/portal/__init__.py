"""What people look at: pictures, pages and reports. No arithmetic."""
