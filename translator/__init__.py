"""cook2image: Chef cookbooks and Puppet manifests in, container images out."""
