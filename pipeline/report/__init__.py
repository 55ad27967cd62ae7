"""The Dutch summary for management: templates and charts only format what tables say."""
