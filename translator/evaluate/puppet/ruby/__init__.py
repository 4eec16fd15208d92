"""Ruby in Puppet modules: functions, templates, libraries; the Ruby interpreter runs them, nothing is executed."""
