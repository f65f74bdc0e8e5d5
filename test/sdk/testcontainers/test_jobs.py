import boto3
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy


def test_there_are_no_jobs_yet():
    image = DockerContainer('s3control-local').with_exposed_ports(4566).waiting_for(LogMessageWaitStrategy('Ready.'))
    with image as container:
        control = boto3.client(
            's3control',
            endpoint_url=f'http://127.0.0.1:{container.get_exposed_port(4566)}',
            region_name='snow',
            aws_access_key_id='123456789012',
            aws_secret_access_key='test',
        )
        assert control.list_jobs(AccountId='123456789012')['Jobs'] == []
